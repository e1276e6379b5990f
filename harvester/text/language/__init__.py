"""What tells plausible text from implausible: the model, classes of characters, readings, a document's own words."""
