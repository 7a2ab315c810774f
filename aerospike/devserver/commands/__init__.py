"""Commands over the model, one module a family."""
