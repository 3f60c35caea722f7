// Whoever signs out takes the names of people along: the lists that doors keep are
// wiped. What waits to be delivered stays, for it is nowhere else.

/** Wipes the lists of every seminar on this device. */
export async function forgetLists(): Promise<void> {
  for (const { name } of (await indexedDB.databases?.()) ?? []) {
    if (name?.startsWith("aula ")) await wipe(name).catch(() => undefined);
  }
}

function wipe(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const opened = indexedDB.open(name);
    opened.onerror = () => reject(opened.error ?? new Error("no database"));
    opened.onsuccess = () => {
      const db = opened.result;
      if (!db.objectStoreNames.contains("lists")) return resolve(db.close());
      const transaction = db.transaction("lists", "readwrite");
      transaction.objectStore("lists").clear();
      transaction.oncomplete = () => resolve(db.close());
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("not wiped"));
    };
  });
}
