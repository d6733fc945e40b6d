import { allowedOwners } from "./allowed-owners";
import { expiry } from "./expiry";
import { explicitUsername } from "./explicit-username";
import { groupTokens } from "./group-tokens";
import { namePattern } from "./name-pattern";
import { protection } from "./protection";
import { reservedName } from "./reserved-name";
import { rotationWindow } from "./rotation-window";
import type { Rule } from "./rule";
import { virtualRegistryScopes } from "./virtual-registry-scopes";
import { writeScopes } from "./write-scopes";

/** The rules for single tokens, in the order of their remediation and documentation. */
export const RULES: readonly Rule[] = [
	expiry,
	rotationWindow,
	writeScopes,
	groupTokens,
	allowedOwners,
	namePattern,
	explicitUsername,
	reservedName,
	virtualRegistryScopes,
	protection,
];
