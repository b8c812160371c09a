"""How a refusal or a failure is answered: RFC 9457 problem documents for programs, pages for people."""
