import type { Credentials } from "../../../provider/model/formats/text";
import { type Client, nameOf, outcomeOf } from "./clients";

/** How a client ended up, where nothing unexpected happened. */
export type Outcome = "works" | "refused";

/** How each client ends up, two at a time. */
export async function outcomesOf(
	clients: readonly Client[],
	credentials: Credentials,
	url: string,
): Promise<Readonly<Record<string, string>>> {
	const results: Record<string, string> = {};
	const left = [...clients];
	const work = async () => {
		for (let client = left.shift(); client !== undefined; client = left.shift())
			results[nameOf(client)] = await outcomeOf(client, credentials, url);
	};
	await Promise.all([work(), work()]);
	return results;
}

export function all(clients: readonly Client[], outcome: Outcome): Readonly<Record<string, string>> {
	return Object.fromEntries(clients.map((client) => [nameOf(client), outcome]));
}
