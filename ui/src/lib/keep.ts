// What a device keeps for a seminar, in IndexedDB: what is not yet delivered, and what
// the door needs to work without a network. A promise that is kept means that it is on
// the disk.

/** The stores of a seminar's database, each with what names a row of it. */
const stores = { marks: "op", scans: "sequence", lists: "place", facts: "name" } as const;
type Store = keyof typeof stores;

export class Keep {
  private opened: Promise<IDBDatabase> | undefined;

  /** base is the seminar's address: each seminar has a database of its own. */
  constructor(private readonly base: string) {}

  /** Puts rows, and is done when they are durable. */
  put(store: Store, ...rows: object[]): Promise<void> {
    return this.change(store, (s) => rows.forEach((row) => s.put(row)));
  }

  remove(store: Store, ...keys: IDBValidKey[]): Promise<void> {
    return this.change(store, (s) => keys.forEach((key) => s.delete(key)));
  }

  async get<T>(store: Store, key: IDBValidKey): Promise<T | undefined> {
    return done<T | undefined>((await this.open()).transaction(store).objectStore(store).get(key));
  }

  /** All rows by key. */
  async all<T>(store: Store): Promise<T[]> {
    return done<T[]>((await this.open()).transaction(store).objectStore(store).getAll());
  }

  /** Asks the browser not to throw it away when space is short. */
  async persist(): Promise<void> {
    await navigator.storage?.persist?.().catch(() => false);
  }

  /**
   * Counts a fact up by one and puts the row that is made with its number, both or none,
   * also when two windows do it at once.
   */
  async append<T extends object>(store: Store, counter: string, make: (n: number) => T): Promise<T> {
    const db = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction([store, "facts"], "readwrite", { durability: "strict" });
      let row: T;
      const facts = transaction.objectStore("facts");
      const last = facts.get(counter);
      last.onsuccess = () => {
        const n = ((last.result as { n: number } | undefined)?.n ?? 0) + 1;
        row = make(n);
        facts.put({ name: counter, n });
        transaction.objectStore(store).put(row);
      };
      transaction.oncomplete = () => resolve(row);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
    });
  }

  private async change(store: Store, deed: (s: IDBObjectStore) => void): Promise<void> {
    const db = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction(store, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
      deed(transaction.objectStore(store));
    });
  }

  private open(): Promise<IDBDatabase> {
    this.opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(`aula ${this.base}`, 1);
      request.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(stores)) request.result.createObjectStore(name, { keyPath });
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => {
        this.opened = undefined;
        reject(request.error ?? new Error("no database"));
      };
    });
    return this.opened;
  }
}

function done<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new Error("not read"));
  });
}
