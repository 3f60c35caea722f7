// What is said of a board of questions before anybody writes.

import type { Board } from "./questionstate";
import { t, together } from "./text";

/** Under which terms questions are asked. */
export function boardTerms(board: Board): string {
  return together(t(`question.names.${board.names}`), board.approve ? t("question.approve") : "");
}
