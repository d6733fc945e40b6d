import type { ReportToken } from "../report/report";
import { printable } from "./printable";

/** The owner in one cell. */
export function ownerCell({ owner }: ReportToken): string {
	if (owner === null) return "(deleted owner)";
	const marks = [owner.archived ? "archived" : "", owner.markedForDeletion ? "to be deleted" : ""].filter(
		(mark) => mark !== "",
	);
	const path = `${owner.kind} ${printable(owner.path)}`;
	return marks.length === 0 ? path : `${path} (${marks.join(", ")})`;
}

/** The expiry as a day, with the days left. */
export function expiryCell({ expiresAt, daysLeft, status }: ReportToken): string {
	if (expiresAt === null) return "never";
	const day = expiresAt.slice(0, 10);
	return status === "active" ? `${day} (${daysLeft} d)` : day;
}

/** The days between which it was created; empty if unknown. */
export function createdCell({ created: { after, before } }: ReportToken): string {
	const [from, to] = [after?.slice(0, 10), before?.slice(0, 10)];
	if (from === to) return from ?? "";
	if (from === undefined) return `by ${to}`;
	return to === undefined ? `from ${from} on` : `${from} to ${to}`;
}

/** The resources that record the token, in one cell. */
export function managementCell({ management, holders }: ReportToken): string {
	if (holders.length === 0) return management;
	return holders
		.map(({ stack, resource, by }) => {
			const doubt = by === "declaration" ? " (?)" : "";
			return printable(`${stack}: ${resourceName(resource)}${doubt}`);
		})
		.join(", ");
}

/** The last part of a URN; an address of Terraform unchanged. */
export function resourceName(resource: string): string {
	return resource.startsWith("urn:pulumi:")
		? (/^urn:pulumi:.*?::.*?::.*?::(.*)$/s.exec(resource)?.[1] ?? resource)
		: resource;
}
