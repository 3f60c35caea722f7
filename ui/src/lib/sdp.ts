// One request to send an offer and get an answer, for WHIP and WHEP alike (RFC 9725).

export class Refused extends Error {
  /** wait is how long the server asks to wait, in milliseconds; 0 when it does not say. */
  constructor(
    readonly status: number,
    readonly wait: number,
  ) {
    super(`the server answered ${status}`);
  }
}

/** What may be waited for addresses: one that is not known by then is not needed. */
const gathering = 500;

/** Creates the offer, waits for addresses, posts it and takes the answer. Returns the session's address. */
export async function negotiate(connection: RTCPeerConnection, url: string, token = ""): Promise<string> {
  await connection.setLocalDescription(await connection.createOffer());
  await gathered(connection);
  const response = await fetch(url, {
    method: "POST",
    body: connection.localDescription?.sdp ?? "",
    headers: { "Content-Type": "application/sdp", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status !== 201) {
    throw new Refused(response.status, 1000 * Number(response.headers.get("Retry-After") ?? 0) || 0);
  }
  const session = new URL(response.headers.get("Location") ?? "", response.url);
  session.search = new URL(url, location.href).search; // which of the browser's logins asks
  const place = session.href;
  const answer = await response.text();
  if (connection.signalingState === "closed") {
    void leave(place, token);
    throw new Error("closed meanwhile");
  }
  await connection.setRemoteDescription({ type: "answer", sdp: answer });
  return place;
}

function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, gathering);
    connection.addEventListener("icegatheringstatechange", () => connection.iceGatheringState === "complete" && resolve());
  });
}

const leaving = 2_000;

/** Ends a session; the request outlives the page. again says that this side will be back at once. */
export async function leave(url: string, token = "", again = false): Promise<void> {
  if (!url) return;
  const address = new URL(url);
  if (again) address.searchParams.set("again", "");
  await fetch(address, { method: "DELETE", keepalive: true, signal: AbortSignal.timeout(leaving), ...(token ? { headers: { Authorization: `Bearer ${token}` } } : {}) }).catch(() => undefined);
}
