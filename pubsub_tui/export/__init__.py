"""What is kept, written for other programs and for people: rows in, bytes out."""
