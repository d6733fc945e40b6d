import { type Config, NO_CONFIG } from "../../inventory/src/config/config";
import { buildReport } from "../../inventory/src/report/build-report";
import type { Report } from "../../inventory/src/report/report";
import { evaluate } from "../../inventory/src/rules/evaluate";
import { inventoryOf, type MadeUp } from "./made-up";

/** The report of such an inventory, with the usual configuration or another. */
export function reportOf(parts: MadeUp, config: Config = NO_CONFIG): Report {
	const inventory = inventoryOf(parts);
	return buildReport(inventory, evaluate(inventory, config, 30 * 86_400_000), {
		scope: { groups: ["grp"], projects: [], instance: false },
		config,
	});
}
