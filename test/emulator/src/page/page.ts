import type { Answer } from "../http/answer";
import { html } from "../http/answer";
import type { World } from "../world/world";

export function renderPage(_world: World, _nowMs: number): Answer {
	return html(200, "<!DOCTYPE html><title>GitLab emulator</title>");
}
