// The list of what is wrong takes the focus, so that it is read first.
document.getElementById("problems")?.focus();
