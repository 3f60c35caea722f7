// Ideas on the wall: what is asked, how many have taken part, and in the end what all places have in common.

import { id, put, putText, show } from "../lib/dom";
import { resultWords, shownIdeas, takingIdeas, writeReceptions } from "../lib/idea";
import { open } from "../lib/poll";
import type { State } from "../lib/state";
import { t } from "../lib/text";

/** As many as a hall can read at once. */
const most = 3;

export function drawIdeas(state: State): void {
  const taking = takingIdeas(state);
  const round = taking ?? shownIdeas(state);
  const busy = (state.polls ?? []).some(open) || ["question", "report"].some((name) => id(name).hidden === false); // what is before everybody now comes first
  const shown = round !== undefined && !busy && (taking === undefined || id("poll").hidden !== false);
  show(id("ideas"), shown);
  if (!round || !shown) return;
  if (!taking) show(id("poll"), false); // what it came to stands in the same place
  putText(id("ideas-title"), round.title);
  put(id("ideas-words"), taking ? t("ideas.wall") : resultWords(round));
  show(id("ideas-receptions"), !taking);
  id("ideas").toggleAttribute("data-taking", taking !== undefined); // it may be open for hours: then it is a line, and the speaker is seen
  if (taking) return;
  const card = id("ideas");
  for (let n = most; n > 0; n--) { // as many as fit in whole
    writeReceptions(id("ideas-receptions"), state, round, n);
    if (card.scrollHeight <= card.clientHeight) return;
  }
}
