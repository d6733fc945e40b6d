import { ACCESS_RULES } from "./access";
import { EXPIRY_RULES } from "./expiry";
import { MANAGEMENT_RULES } from "./management";
import { OWNER_RULES } from "./owners";
import type { Rule } from "./rule";

/** Every rule, in the order in which reports and documents list them. */
export const RULES: readonly Rule[] = [...EXPIRY_RULES, ...ACCESS_RULES, ...MANAGEMENT_RULES, ...OWNER_RULES];
