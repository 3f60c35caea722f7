// What a group has found, on the wall while somebody speaks for it.

import { id, put, putText, show } from "../lib/dom";
import type { State } from "../lib/state";
import { t } from "../lib/text";

let drawn = "";

export function drawReport(state: State): void {
  const report = state.turn?.report;
  show(id("report"), report !== undefined && report.points.length > 0);
  if (!report || drawn === state.turn?.hand) return;
  drawn = state.turn?.hand ?? "";
  put(id("report-title"), t("hall.report", { n: report.number }));
  id("report-points").replaceChildren(
    ...report.points.map((point) => {
      const line = document.createElement("li");
      putText(line, point);
      return line;
    }),
  );
}
