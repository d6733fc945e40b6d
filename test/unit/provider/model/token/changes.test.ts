import { expect } from "chai";
import fc from "fast-check";
import { declaredChanges } from "../../../../../provider/model/token/changes";
import type { DeployTokenInputs } from "../../../../../provider/model/token/inputs";
import { inputsOf } from "../../../../../provider/model/token/state";
import { UNKNOWN } from "../../../../../provider/model/values/unknown";
import { itHolds } from "../../../../support/it-holds";
import { created, futureInstants, names, usernames } from "./declarations";

const NOTHING = { replaces: [], updates: [] };

/** The declaration without some properties. */
function without<Key extends keyof DeployTokenInputs>(inputs: DeployTokenInputs, ...keys: Key[]) {
	return Object.fromEntries(
		Object.entries(inputs).filter(([key]) => !(keys as string[]).includes(key)),
	) as unknown as DeployTokenInputs;
}

describe("declaredChanges", () => {
	itHolds(
		"finds nothing between a declaration and the state that it created",
		created,
		({ id, state, inputs }) => {
			expect(declaredChanges(id, state, inputs)).to.deep.equal(NOTHING);
		},
	);

	itHolds(
		"finds nothing between a state and the inputs that a refresh reads from it",
		created,
		({ id, state }) => {
			expect(declaredChanges(id, state, inputsOf(state))).to.deep.equal(NOTHING);
		},
	);

	itHolds(
		"finds nothing for reordered scopes, or for a default username that is declared",
		created,
		({ id, state, inputs }) => {
			const same = { ...inputs, scopes: [...inputs.scopes].reverse(), username: state.username };
			expect(declaredChanges(id, state, same)).to.deep.equal(NOTHING);
		},
	);

	it("replaces for each property that GitLab holds, and for that one alone", () => {
		const changes = fc.oneof(
			names.map((name) => ({ name })),
			fc.constant({ scopes: ["a_scope_of_tomorrow"] }),
			usernames.map((username) => ({ username: `${username}-2` })),
		);
		fc.assert(
			fc.property(created, changes, ({ id, state, inputs }, change) => {
				const [property] = Object.keys(change) as (keyof typeof state)[];
				fc.pre(property !== undefined && state[property] !== Object.values(change)[0]);
				expect(declaredChanges(id, state, { ...inputs, ...change })).to.deep.equal({
					replaces: [property],
					updates: [],
				});
			}),
		);
	});

	itHolds(
		"replaces for another, an added and a removed expiry",
		created,
		futureInstants,
		({ id, state, inputs }, expiresAt) => {
			fc.pre(state.expiresAt !== expiresAt && inputs.expiresIn === undefined);
			expect(declaredChanges(id, state, { ...inputs, expiresAt })).to.deep.equal({
				replaces: ["expiresAt"],
				updates: [],
			});
			const never = declaredChanges(id, state, without(inputs, "expiresAt"));
			expect(never.replaces).to.deep.equal(state.expiresAt === undefined ? [] : ["expiresAt"]);
		},
	);

	itHolds("replaces for a username that is removed", created, ({ id, state, inputs }) => {
		fc.pre(inputs.username !== undefined);
		expect(declaredChanges(id, state, without(inputs, "username")).replaces).to.deep.equal(["username"]);
	});

	itHolds(
		"replaces for values that are not known yet",
		created,
		fc.constantFrom("name", "scopes", "username", "expiresAt"),
		fc.boolean(),
		({ id, state, inputs }, key, nested) => {
			const unknown = { ...inputs, [key]: nested ? ["read_registry", UNKNOWN] : UNKNOWN };
			expect(declaredChanges(id, state, unknown)).to.deep.equal({ replaces: [key], updates: [] });
		},
	);

	itHolds("only updates for a policy, which GitLab does not store", created, ({ id, state, inputs }) => {
		fc.pre(inputs.expiresIn !== undefined);
		const changed = { ...inputs, expiresIn: "180d", rotateBefore: "1d", connection: "third" };
		expect(declaredChanges(id, state, changed)).to.deep.equal({
			replaces: [],
			updates: ["expiresIn", "rotateBefore", "connection"],
		});
		const gone = declaredChanges(id, state, without(inputs, "rotateBefore", "connection"));
		expect(gone.replaces).to.deep.equal([]);
	});

	itHolds(
		"replaces for an added lifetime only where the token never expires",
		created,
		({ id, state, inputs }) => {
			const lifetime = { ...without(inputs, "expiresAt", "rotateBefore"), expiresIn: "7d" };
			const { replaces } = declaredChanges(id, state, lifetime);
			expect(replaces).to.deep.equal(state.expiresAt === undefined ? ["expiresAt"] : []);
		},
	);

	itHolds(
		"replaces for `adopt` of another token, and not of the recorded one",
		created,
		({ id, state, inputs }) => {
			const adopting = (tokenId: number) => ({ ...inputs, adopt: { tokenId } });
			expect(declaredChanges(id, state, adopting(state.tokenId))).to.deep.equal(NOTHING);
			expect(declaredChanges(id, state, adopting(state.tokenId - 1)).replaces).to.deep.equal(["adopt"]);
			const unknown = { ...inputs, adopt: { tokenId: UNKNOWN as unknown as number } };
			expect(declaredChanges(id, state, unknown)).to.deep.equal(NOTHING);
		},
	);

	describe("for a changed owner", () => {
		const byKind = ({
			id,
			state,
			inputs,
		}: {
			id: { owner: { kind: "project" | "group"; ref: number } };
			state: object;
			inputs: DeployTokenInputs;
		}) => ({
			kind: id.owner.kind,
			other: id.owner.kind === "project" ? ("group" as const) : ("project" as const),
			rest: without(inputs, "project", "group"),
			state,
		});

		itHolds("replaces for the other kind", created, (made) => {
			const { other, rest } = byKind(made);
			const changed = declaredChanges(made.id, made.state, { ...rest, [other]: made.id.owner.ref });
			expect(changed).to.deep.equal({ replaces: ["project", "group"], updates: [] });
		});

		itHolds("replaces for another ID", created, (made) => {
			const { kind, rest } = byKind(made);
			const ref = made.id.owner.ref === 1 ? 2 : made.id.owner.ref - 1;
			expect(declaredChanges(made.id, made.state, { ...rest, [kind]: ref })).to.deep.equal({
				replaces: [kind],
				updates: [],
			});
		});

		itHolds("only updates where a path becomes the same owner's ID", created, (made) => {
			const { kind, rest } = byKind(made);
			const changed = declaredChanges(made.id, made.state, { ...rest, [kind]: made.id.owner.ref });
			const same = made.state[kind] === made.id.owner.ref;
			expect(changed).to.deep.equal({ replaces: [], updates: same ? [] : [kind] });
		});

		itHolds("leaves another path to be resolved by GitLab", created, (made) => {
			const { kind, rest } = byKind(made);
			expect(declaredChanges(made.id, made.state, { ...rest, [kind]: "some/where" })).to.deep.equal({
				replaces: [],
				updates: [kind],
				ownerInQuestion: { kind, ref: "some/where" },
			});
		});

		itHolds("replaces for one that is not known yet", created, (made) => {
			const { kind, rest } = byKind(made);
			expect(declaredChanges(made.id, made.state, { ...rest, [kind]: UNKNOWN })).to.deep.equal({
				replaces: [kind],
				updates: [],
			});
		});
	});

	itHolds("reports several changes at once", created, ({ id, state, inputs }) => {
		const changed = {
			...without(inputs, "project", "group"),
			[id.owner.kind]: "some/where",
			name: `${inputs.name}!`,
			scopes: ["a_scope_of_tomorrow"],
			connection: "third",
		};
		expect(declaredChanges(id, state, changed)).to.deep.include({
			replaces: ["name", "scopes"],
			updates: [id.owner.kind, "connection"],
		});
	});
});
