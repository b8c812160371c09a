"""The demo: invented complaints of four branch offices, the persons who handle some of them, and a mail catcher."""
