import { byId } from "./element";

const KEY = "gitlab-deploy-tokens-theme";

/** Lets the reader choose light, dark or the system's theme, and stores the choice if the browser allows it. */
export function setUpTheme(): void {
	const choices = [...byId("theme").querySelectorAll("input")];
	const choose = (theme: string) => {
		document.documentElement.dataset.theme = theme;
		for (const choice of choices) choice.checked = choice.value === theme;
	};
	choose(choices.find(({ value }) => value === remembered())?.value ?? "system");
	for (const choice of choices)
		choice.addEventListener("change", () => {
			choose(choice.value);
			remember(choice.value);
		});
}

/** Storage is denied to a page in a sandbox, and in some browsers to one that was opened from a file. */
function remembered(): string | null {
	try {
		return localStorage.getItem(KEY);
	} catch {
		return null;
	}
}

function remember(theme: string): void {
	try {
		localStorage.setItem(KEY, theme);
	} catch {
		// The choice then lasts until the page is closed.
	}
}
