// Asks the device for a passkey, at once and again by the button, and sends its answer with the form.
const form = document.querySelector("[data-passkey]");
const { passkey: kind, options } = form.dataset;
const said = form.querySelector("[role=status]");
const button = form.querySelector("button");
const WORDS = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known" };

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

// Older browsers take and give bytes, newer ones the JSON itself.
function asked() {
  const told = JSON.parse(options);
  const read = kind === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (PublicKeyCredential[read]) return PublicKeyCredential[read](told);
  told.challenge = bytes(told.challenge);
  if (told.user) told.user.id = bytes(told.user.id);
  for (const one of told.excludeCredentials || []) one.id = bytes(one.id);
  return told;
}

function spelled(made) {
  if (made.toJSON) return made.toJSON();
  const response = { transports: made.response.getTransports?.() };
  for (const name of [
    "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
  ]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  return { id: made.id, rawId: text(made.rawId), type: made.type, response };
}

async function ask() {
  button.disabled = true;
  said.textContent = form.dataset.asking;
  try {
    const made = await navigator.credentials[kind]({ publicKey: asked() });
    form.elements.answer.value = JSON.stringify(spelled(made));
    form.submit();
  } catch (error) {
    said.textContent = form.dataset[WORDS[error.name]] || form.dataset.failed;
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
form.querySelector("[hidden]").hidden = false;
ask();
