// Commands whose answer matters only when it is no.

import { complain } from "./toast";
import type { Wire } from "./wire";

/** Has something done; whether it was. When it was not, the person reads why. */
export type Act = (deed: string, fields?: Record<string, unknown>) => Promise<boolean>;

export function acting(wire: Wire): Act {
  return async (deed, fields = {}) => {
    const reply = await wire.send(deed, fields);
    if (!reply.ok) complain(reply.error?.text ?? "");
    return reply.ok;
  };
}
