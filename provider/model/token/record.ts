import type { TokenId } from "../values/token-id";
import type { RecordedState } from "./state";

/** A token as it is recorded, by a resource of its own or by a key of a set. */
export interface TokenRecord<State extends RecordedState = RecordedState> {
	readonly id: TokenId;
	readonly state: State;
	/**
	 * Tells whoever holds the token from everybody else who records the same number. Not to be shown:
	 * for a resource it holds the secret; for a key of a set it is the set's id and the key.
	 */
	readonly holder: string;
}
