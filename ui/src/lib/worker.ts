// Registers the worker that lets the door and the branch page open without a network.

interface Policy {
  createScriptURL(url: string): string;
}

/** Registers it, and hands it the addresses that this page is made of. */
export async function work(address: string, page: string, more: readonly string[] = []): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  try {
    await navigator.serviceWorker.register(trusted(address), { scope: "/s/" });
    const registration = await navigator.serviceWorker.ready;
    const parts = [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>('link[rel="stylesheet"], link[rel="icon"], link[rel="manifest"], script[src]')].map((x) => ("href" in x ? x.href : x.src));
    registration.active?.postMessage({ keep: [page, ...parts, ...more] });
    return true;
  } catch {
    return false;
  }
}

// Trusted Types: the one address that this page may run as a worker.
function trusted(address: string): string {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
  const rules = {
    createScriptURL(url: string): string {
      if (url !== address || !/^\/assets\/[\w-]+\.js$/.test(url)) throw new TypeError("not ours");
      return url;
    },
  };
  return (types?.createPolicy("aula", rules) ?? rules).createScriptURL(address);
}
