// Counts the choices while they are made. The server counts again when the draft is saved.
const board = document.getElementById("board");
const panel = document.getElementById("balance");

function count() {
  const seated = {};
  let selected = 0, reserve = 0;
  for (const radio of board.querySelectorAll("[type=radio]:checked")) {
    const country = radio.closest("tr").dataset.country;
    if (radio.value === "select") {
      selected += 1;
      seated[country] = (seated[country] || 0) + 1;
    }
    reserve += radio.value === "reserve";
  }
  panel.querySelector("#selected").textContent = selected;
  panel.querySelector("#reserve").textContent = reserve;
  const places = Number(panel.dataset.places);
  panel.classList.toggle("beyond", selected > places);
  for (const row of board.querySelectorAll("tr[data-country]")) {
    const isOver = (seated[row.dataset.country] || 0) > Number(row.dataset.seats);
    row.classList.toggle("beyond", isOver);
  }
}

if (board && panel) board.addEventListener("change", count);
