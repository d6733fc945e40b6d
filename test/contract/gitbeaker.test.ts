import { DeployTokens, GitbeakerRequestError } from "@gitbeaker/rest";
import { describeClient } from "../foreign/describe-client";
import type { Call, ForeignClient, Outcome, Page } from "../foreign/foreign-client";

/** The client for JavaScript. It runs in this process. */
class Gitbeaker implements ForeignClient {
	constructor(private readonly host: string) {}

	async call(call: Call): Promise<Outcome> {
		try {
			return await this.perform(call);
		} catch (error) {
			if (!(error instanceof GitbeakerRequestError) || error.cause === undefined) throw error;
			const { response, description } = error.cause;
			return { error: { status: response.status, message: description } };
		}
	}

	private async perform({ operation, token, owner, id = 0, values, query }: Call): Promise<Outcome> {
		const tokens = new DeployTokens({ host: this.host, token });
		const whose = owner?.kind === "group" ? { groupId: owner.id } : { projectId: owner?.id ?? 0 };
		const list = {
			...(owner === undefined ? {} : whose),
			...(query?.active === undefined ? {} : { active: query.active }),
			...(query?.per_page === undefined ? {} : { perPage: query.per_page }),
		};
		switch (operation) {
			case "list":
				return { result: await tokens.all(list) };
			case "page": {
				const one = { ...list, page: query?.page ?? 1, maxPages: 1, showExpanded: true } as const;
				const { data, paginationInfo } = await tokens.all(one);
				return { result: data, page: paginationInfo as Page };
			}
			case "get":
				return { result: await tokens.show(id, whose) };
			case "create": {
				const { name = "", scopes = [], ...more } = values ?? {};
				// The types lack the newest scopes.
				return {
					result: await tokens.create(name, scopes as Parameters<typeof tokens.create>[1], {
						...whose,
						...more,
					}),
				};
			}
			case "delete":
				await tokens.remove(id, whose);
				return {};
		}
	}
}

describeClient("@gitbeaker/rest", async (host) => new Gitbeaker(host));
