"""How fast Kenshu is, beside what a bare page of the same kind costs on the same machine."""
