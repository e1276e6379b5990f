"""What distinguishes plausible text: the model, classes of characters, readings, a document's own words."""
