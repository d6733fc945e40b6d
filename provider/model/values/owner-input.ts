import type { OwnerKind } from "../../api/owner";
import { inspect, type Parsed } from "./parsed";

/** A segment of a path, as GitLab allows it. Source: GitLab `lib/gitlab/path_regex.rb`. */
const SEGMENT = /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}$/;

/**
 * A project or group as declared: an ID (also as text, as other providers' outputs are), or a full path.
 *
 * A path's leading and trailing slashes are refused rather than trimmed, and so is a project's bare name: GitLab
 * finds a project by its full path only.
 */
export function parseOwnerRef(kind: OwnerKind, value: unknown): Parsed<number | string> {
	if (typeof value === "number" || (typeof value === "string" && /^[+-]?\d+$/.test(value))) {
		const id = Number(value);
		if (Number.isSafeInteger(id) && id > 0) return { value: id };
		return { reason: `${inspect(value)} is not the ID of a ${kind}: IDs are positive integers` };
	}
	const example = kind === "project" ? "`group/project`" : "`group` or `group/subgroup`";
	if (typeof value !== "string")
		return { reason: `${inspect(value)} is neither an ID nor a full path (${example})` };
	if (value === "") return { reason: `is empty; write the ${kind}'s ID or full path (${example})` };
	if (value.includes("://"))
		return { reason: `${inspect(value)} is an address; write only the path after the host (${example})` };
	if (/%2f/i.test(value))
		return { reason: `${inspect(value)} is encoded; write the path with slashes (${example})` };
	const segments = value.split("/");
	const wrong = segments.find((segment) => !SEGMENT.test(segment) || /^\.+$/.test(segment));
	if (wrong !== undefined)
		return {
			reason:
				wrong === ""
					? `${inspect(value)} begins or ends with a slash or has two in a row (${example})`
					: `${inspect(value)} is not a full path (${example}): ${inspect(wrong)} is not allowed in one`,
		};
	if (kind === "project" && segments.length === 1)
		return {
			reason: `${inspect(value)} is only a project's name; write its full path, with the group (\`group/${value}\`), or its ID`,
		};
	return { value };
}
