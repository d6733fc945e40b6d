import { byId } from "./element";

const KEY = "gitlab-deploy-tokens-theme";

/** Lets the reader choose between light, dark and what the system says, and remembers it where the browser may. */
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

/** Storage is refused to a page in a sandbox, and to one of a file in some browsers. */
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
		// The choice then ends with the page.
	}
}
