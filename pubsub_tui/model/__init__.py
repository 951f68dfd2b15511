"""What traffic is: plain Python, no input or output, no screen."""
