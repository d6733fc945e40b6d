import { type AllowEntry, allowing } from "../config/allow";
import type { Config } from "../config/config";
import type { Inventory } from "../join/inventory";
import { type Hit, isAtLeast, type Rule, type Severity } from "./rule";
import { RULES } from "./table";

/** A finding: what a rule found, and its severity. */
export interface Finding extends Hit {
	readonly rule: Rule;
	readonly severity: Severity;
	/** The entry of the configuration that accepts it; such a finding does not count. */
	readonly allowedBy?: AllowEntry;
}

/** The findings of all rules, most severe first; those that the configuration accepts are marked. */
export function evaluate(inventory: Inventory, config: Config, expiringMs: number): Finding[] {
	const findings = RULES.flatMap((rule): Finding[] => {
		const severity = config.rules[rule.id] ?? rule.severity;
		if (severity === "off") return [];
		return rule.find(inventory, { expiringMs }).map((hit) => {
			const allowedBy = allowing(config.allow, rule.id, { hit, nowMs: inventory.nowMs });
			return { ...hit, rule, severity, ...(allowedBy === undefined ? {} : { allowedBy }) };
		});
	});
	return findings.sort((one, other) => {
		if (one.severity === other.severity) return 0;
		return isAtLeast(one.severity, other.severity) ? -1 : 1;
	});
}
