// The list of what is wrong takes the focus, so that it is read first.
document.getElementById("problems")?.focus();

// Counts the words while they are typed; the sentence is the server's.
for (const told of document.querySelectorAll("[data-most]")) {
  const box = document.getElementById(told.id.slice(0, -2));
  const sentence = told.textContent.replace(/\d+/, "\0");
  box?.addEventListener("input", () => {
    told.textContent = sentence.replace("\0", (box.value.match(/\S+/g) || []).length);
  });
}

// What needs more than a page can do by itself is shown where the browser knows it.
for (const place of document.querySelectorAll("[data-needs]")) {
  place.hidden = !(place.dataset.needs in window);
}
