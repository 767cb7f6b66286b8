// Light or dark: what the system prefers, unless a person chose otherwise on this machine.
const KEY = "sandbox-theme";

export const chosenTheme = () => localStorage.getItem(KEY) ?? "system";

export function applyTheme(choice = chosenTheme()) {
  if (choice === "system") {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEY, choice);
    document.documentElement.dataset.theme = choice;
  }
}
