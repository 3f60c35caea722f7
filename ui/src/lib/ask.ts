// Dialogs in which something is said before a deed is done.

import { all, id, put } from "./dom";

/**
 * Opens the dialog "NAME-dialog" about something, with its fields empty. What was said, by the ids of the fields; undefined when it was
 * given up. The dialog has "NAME-what" for what it is about, "NAME-no" to give it up, and a button of value "yes".
 */
export function asked(name: string, about: string): Promise<Readonly<Record<string, string>> | undefined> {
  const dialog = id<HTMLDialogElement>(`${name}-dialog`);
  const fields = all<HTMLInputElement>("input, textarea, select", dialog);
  put(id(`${name}-what`), about);
  for (const field of fields) if (!(field instanceof HTMLSelectElement)) field.value = "";
  id(`${name}-no`).onclick = () => dialog.close("");
  dialog.returnValue = "";
  dialog.showModal();
  (fields[0] ?? id(`${name}-no`)).focus(); // a key that is held confirms nothing
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? Object.fromEntries(fields.map((x) => [x.id, x.value.trim()])) : undefined), { once: true });
  });
}
