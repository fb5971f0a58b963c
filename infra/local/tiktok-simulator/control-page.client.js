// Sends the forms and buttons of the control page as JSON and keeps the parts marked data-live up to date.

const api = '/_simulator/api';
const renewEveryMs = 2000;
const message = document.getElementById('message');

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-path]');
  if (!form) return;
  event.preventDefault();
  send(form.dataset.method, form.dataset.path, readFields(form));
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-path]');
  if (!button) return;
  if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
  send(button.dataset.method, button.dataset.path, JSON.parse(button.dataset.body ?? '{}'));
});

/** Fields become JSON: a dot in a name nests it, and what is left empty is left out unless it stands for null. */
function readFields(form) {
  const result = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    const value = readField(field);
    if (value === undefined) continue;
    const keys = field.name.split('.');
    const last = keys.pop();
    let target = result;
    for (const key of keys) target = target[key] ??= {};
    target[last] = value;
  }
  return result;
}

function readField(field) {
  if (field.type === 'checkbox') return field.checked;
  if (field.dataset.type === 'list')
    return field.value
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  if (field.value === '') return field.dataset.empty === 'null' ? null : undefined;
  return field.dataset.type === 'number' ? Number(field.value) : field.value;
}

async function send(method, path, body) {
  tell('Working…');
  try {
    const init = { method };
    if (Object.keys(body).length > 0) {
      init.headers = { 'content-type': 'application/json' };
      init.body = JSON.stringify(body);
    }
    const response = await fetch(api + path, init);
    const answer = await response.json();
    tell(response.ok ? `Done: ${method} ${path}` : answer.error, !response.ok);
  } catch (error) {
    tell(`The simulator did not answer: ${error.message}`, true);
  }
  await renew();
}

function tell(text, isError = false) {
  message.textContent = text;
  message.classList.toggle('error', isError);
}

/** Replaces what has changed, except where the reader is busy. */
async function renew() {
  const response = await fetch('/_simulator').catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id);
    if (!next || next.innerHTML === part.dataset.last || isBusy(part)) continue;
    part.dataset.last = next.innerHTML;
    part.innerHTML = next.innerHTML;
  }
}

function isBusy(part) {
  return (
    part.querySelector('details[open]') !== null || part.querySelector('select:focus, input:focus') !== null
  );
}

setInterval(() => {
  if (!document.hidden) renew();
}, renewEveryMs);
