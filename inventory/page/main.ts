import { setUpControls } from "./controls";
import type { PageData } from "./data";
import { byId } from "./element";
import { showExpiries } from "./expiries";
import type { Filters } from "./filters";
import { showFindings } from "./findings";
import { showHeading } from "./heading";
import { showHistory } from "./history";
import { setUpTheme } from "./theme";
import { showTiles } from "./tiles";
import { setUpTable } from "./token-table";
import { View } from "./view";

const data = JSON.parse(byId("data").textContent ?? "") as PageData;
const view = new View();

/** Filters the table, and moves the focus to it. */
function open(filters: Partial<Filters>): void {
	view.filterOnly(filters);
	const title = byId("tokens-title");
	title.focus({ preventScroll: true });
	title.scrollIntoView();
}

setUpTheme();
showHeading(data);
showTiles(data, open);
showExpiries(data, open);
showHistory(data);
showFindings(data, open);
setUpControls(data, view);
setUpTable(data, view);
