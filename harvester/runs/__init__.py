"""What is kept of a site's runs: a line each beside the articles, metrics, and a look at them."""
