"""What is published: drafts, payloads as they are written, templates, repeats. No screen."""
