import { RESTORE_STATE } from "./unreadable-state";

/** The properties of a recorded state, of this release or an earlier one. */
export type RecordedProperties = Readonly<Record<string, unknown>>;

/** Converts the properties of one version to those of the next. */
export type UpgradeStep = (properties: RecordedProperties) => RecordedProperties;

/** The upgraded properties, or why they cannot be read, with what to do about it. */
export type Upgraded =
	| { readonly value: RecordedProperties }
	| { readonly reason: string; readonly hint: string };

/**
 * The steps from version to version; the first one leads from version 1 to 2.
 *
 * A change of the state's shape adds a step here and a fixture of the previous shape, and writes the new version
 * with each state.
 */
const STEPS: readonly UpgradeStep[] = [];

/** The key that names the version. Version 1 has none: every byte of a state is written again in every step. */
const VERSION_KEY = "stateVersion";

/** A recorded state as this release would have written it. Pure. */
export function upgradeState(
	{ [VERSION_KEY]: version = 1, ...properties }: RecordedProperties,
	steps: readonly UpgradeStep[] = STEPS,
): Upgraded {
	const known = steps.length + 1;
	if (typeof version !== "number" || !Number.isInteger(version) || version < 1)
		return { reason: `\`${VERSION_KEY}\` is malformed`, hint: RESTORE_STATE };
	if (version > known)
		return {
			reason: `a later release of pulumi-gitlab-deploy-tokens wrote it: it has version ${version}, and this release supports versions up to ${known}`,
			hint: "Install that release, or a later one.",
		};
	return { value: steps.slice(version - 1).reduce((state, step) => step(state), properties) };
}
