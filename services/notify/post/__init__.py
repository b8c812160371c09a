"""The post room: the one place from which notify talks to the outside, letter by letter, to a mail server."""
