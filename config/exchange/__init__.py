"""Excel both ways from the page: a template to fill in, a file read and shown before it is saved."""
