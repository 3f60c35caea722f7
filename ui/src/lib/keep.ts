// What a device keeps for a seminar, in IndexedDB: what is not yet delivered, and what
// the door needs to work without a network. A promise that is kept means that it is on
// the disk.

/** The stores of a seminar's database, each with what names a row of it. */
const stores = { marks: "op", scans: "sequence", lists: "place", facts: "name" } as const;
type Store = keyof typeof stores;

/** A store within a change. */
export type Shelf = (store: Store) => IDBObjectStore;

/** The browser has thrown away what was kept, while the page was open. Nothing was written. */
export class Evicted extends Error {}

export class Keep {
  /** A fact that is there as long as the browser has thrown nothing away; changes look for it first. */
  witness: { readonly name: string; readonly value: string } | undefined;
  private opened: Promise<IDBDatabase> | undefined;

  /** base is the seminar's address: each seminar has a database of its own. */
  constructor(private readonly base: string) {}

  /** Puts rows, and is done when they are durable. */
  put(store: Store, ...rows: object[]): Promise<void> {
    return this.change([store], (shelf) => rows.forEach((row) => shelf(store).put(row)));
  }

  remove(store: Store, ...keys: IDBValidKey[]): Promise<void> {
    return this.change([store], (shelf) => keys.forEach((key) => shelf(store).delete(key)));
  }

  async get<T>(store: Store, key: IDBValidKey): Promise<T | undefined> {
    return done<T | undefined>((await this.open()).transaction(store).objectStore(store).get(key));
  }

  /** All rows by key. */
  async all<T>(store: Store): Promise<T[]> {
    return done<T[]>((await this.open()).transaction(store).objectStore(store).getAll());
  }

  /** Asks the browser not to throw it away when space is short, and says whether it agreed. */
  async persist(): Promise<boolean> {
    return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
  }

  /**
   * Counts a fact up by one, from no less than least, and puts the row that is made with
   * its number, both or none, also when two windows do it at once.
   */
  async append<T extends object>(store: Store, counter: string, least: number, make: (n: number) => T): Promise<T> {
    let row: T | undefined;
    await this.change([store, "facts"], (shelf) => {
      const last = shelf("facts").get(counter);
      last.onsuccess = () => {
        const n = Math.max((last.result as { n: number } | undefined)?.n ?? 0, least) + 1;
        row = make(n);
        shelf("facts").put({ name: counter, n });
        shelf(store).put(row);
      };
    });
    return row!;
  }

  /** Does all of a deed or nothing; unwitnessed also when everything was thrown away. */
  async change(names: Store[], deed: (shelf: Shelf) => void, unwitnessed = false): Promise<void> {
    const db = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction([...new Set<Store>([...names, "facts"])], "readwrite", { durability: "strict" });
      const shelf: Shelf = (store) => transaction.objectStore(store);
      let evicted: Evicted | undefined;
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(evicted ?? transaction.error ?? new Error("not kept"));
      const { witness } = this;
      if (!witness || unwitnessed) return deed(shelf);
      const there = shelf("facts").get(witness.name);
      there.onsuccess = () => {
        if ((there.result as { value?: string } | undefined)?.value === witness.value) return deed(shelf);
        evicted = new Evicted();
        transaction.abort();
      };
    });
  }

  private open(): Promise<IDBDatabase> {
    this.opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(`aula ${this.base}`, 1);
      // What was closed by the browser or for another window is opened again when it is needed.
      const closed = () => (this.opened = undefined);
      request.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(stores)) request.result.createObjectStore(name, { keyPath });
      };
      request.onsuccess = () => {
        request.result.onclose = closed;
        request.result.onversionchange = () => {
          closed();
          request.result.close();
        };
        resolve(request.result);
      };
      request.onerror = () => {
        closed();
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
