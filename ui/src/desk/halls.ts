// How every hall receives and sends.

import { all, part, put, show } from "../lib/dom";
import { t } from "../lib/text";
import { reports, type Answer, type Judgement } from "./health";

export function writeHalls(answer: Answer, judged: ReadonlyMap<string, Judgement>): void {
  for (const element of all("#halls > [data-place]")) {
    const report = answer.halls.find((h) => h.place === element.dataset.place)?.report;
    const level = report && reports[report.code];
    const side = part(element, "side");
    put(side, report && level ? t(`desk.hall.${report.code}`, { n: report.lost }) : t("desk.hall.away"));
    if (side) side.dataset.level = level ?? "wait";
    element.dataset.code = report?.code ?? "";
    put(part(element, "figures"), report && level ? t("desk.hall.figures", { kbps: report.kbps, n: report.lost, size: report.size || "–", rtt: report.rtt }) : "");
    const own = answer.publishers.find((s) => s.place === element.dataset.place);
    const up = own && judged.get(own.id);
    show(part(element, "up"), up !== undefined && up.level !== "good");
    put(part(element, "up"), up && up.level !== "good" ? t(`desk.side.${up.side}`, { n: up.n, codec: own.codec }) : "");
  }
}
