import { parseArgs } from "node:util";
import { findSecrets } from "../../tools/secret-search.mjs";
import { exitWith } from "../support/exit-with";
import { faultRun } from "./fault-run";
import { report } from "./report";

/** `npm run test:faults -- [--seed TEXT] [--operations N] [--lanes N]` */
async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			seed: { type: "string", default: String(Date.now()) },
			operations: { type: "string", default: "10000" },
			lanes: { type: "string", default: "200" },
		},
	});
	const { seed } = values;
	const operations = Number(values.operations);
	const lanes = Math.min(Number(values.lanes), operations);
	if (!Number.isSafeInteger(operations) || !Number.isSafeInteger(lanes) || lanes < 1)
		throw new TypeError("--operations and --lanes take whole numbers from 1 on");
	const startedMs = Date.now();
	const result = await faultRun({ seed, operations, lanes });
	const leaks = findSecrets(result.said, result.secrets);
	console.log(report(result, leaks, (Date.now() - startedMs) / 1000));
	const { orphans, lostSecrets, duplicates, wrongDeletes, others, sentElsewhere } = result;
	const faults = [orphans, lostSecrets, duplicates, wrongDeletes, others, leaks].flat();
	if (faults.length === 0 && sentElsewhere === 0) return 0;
	console.log(
		`\nrepeat it: npm run test:faults -- --seed ${seed} --operations ${operations} --lanes ${lanes}`,
	);
	return 1;
}

exitWith(main);
