// The small script of every page: questions before what cannot be undone, copy buttons,
// the reader's own hours, what runs now, and parts of a page that follow the record.

import { all, put, show } from "./lib/dom";
import { hour } from "./lib/time";
import { follow } from "./lib/follow";
import { forgetLists } from "./lib/forget";

// <form data-confirm="Revoke this key?">
for (const form of all<HTMLFormElement>("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter;
    if (!confirm(button?.dataset.confirm ?? form.dataset.confirm ?? "")) event.preventDefault();
  });
}

// Signing out waits until the names of people are off this device.
for (const form of all<HTMLFormElement>('form[action="/sign-out"]')) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const patience = new Promise((done) => setTimeout(done, 2_000));
    void Promise.race([forgetLists(), patience]).catch(() => undefined).then(() => form.submit());
  });
}

// <button data-copy="#address" data-copied="Copied">
for (const button of all<HTMLButtonElement>("[data-copy]")) {
  const source = document.querySelector(button.dataset.copy ?? "");
  if (!source || !navigator.clipboard) {
    show(button, false);
    continue;
  }
  const words = button.textContent ?? "";
  button.addEventListener("click", async () => {
    const value = source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement ? source.value : (source.textContent ?? "");
    await navigator.clipboard.writeText(value.trim());
    put(button, button.dataset.copied ?? words);
    setTimeout(() => put(button, words), 2_000);
  });
}

// <span data-own-hours="where you are" data-starts="…" data-ends="…" data-zone="Asia/Shanghai" hidden>:
// the hours where the reader is, shown when they differ from the seminar's.
function ownHours(within: ParentNode): void {
  for (const element of all("[data-own-hours]", within)) {
    const { starts, ends, zone } = element.dataset;
    if (!starts) continue;
    const own = hour(starts);
    if (own === hour(starts, zone)) continue;
    put(element, `${element.dataset.ownHours ?? ""} ${ends ? `${own}–${hour(ends)}` : own}`.trim());
    show(element, true);
  }
}

ownHours(document);
document.addEventListener("followed", (event) => ownHours(event.target as HTMLElement));
follow();
