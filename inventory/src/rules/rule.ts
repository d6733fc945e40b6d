import type { ScannedOwner } from "../gitlab/scan";
import type { Inventory, InventoryToken } from "../join/inventory";
import type { ManagedToken } from "../states/managed-token";

/** How much a finding matters, the least first. */
export const SEVERITIES = ["info", "low", "medium", "high"] as const;

/** One of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** Whether one severity is as high as another, or higher. */
export function isAtLeast(severity: Severity, other: Severity): boolean {
	return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(other);
}

/** What a rule found, about a token of GitLab or about one that only a state records. */
export interface Hit {
	readonly token?: InventoryToken;
	readonly managed?: ManagedToken;
	readonly owner?: ScannedOwner | undefined;
	readonly message: string;
	/** What to do, ready to paste where it is a command. */
	readonly remedy: string;
}

/** What rules receive in addition to the inventory. */
export interface RuleOptions {
	/** A token that expires within this time is reported. */
	readonly expiringMs: number;
}

/** A rule: pure, and with a severity that the configuration may change. */
export interface Rule {
	readonly id: string;
	readonly severity: Severity;
	/** One line for the documents and for SARIF. */
	readonly title: string;
	find(inventory: Inventory, options: RuleOptions): Hit[];
}

/** A rule that checks one token after the other. */
export function tokenRule(
	{ id, severity, title }: Pick<Rule, "id" | "severity" | "title">,
	look: (token: InventoryToken, inventory: Inventory, options: RuleOptions) => Omit<Hit, "token"> | undefined,
): Rule {
	return {
		id,
		severity,
		title,
		find: (inventory, options) =>
			inventory.tokens.flatMap((token) => {
				const hit = look(token, inventory, options);
				return hit === undefined ? [] : [{ ...hit, token }];
			}),
	};
}
