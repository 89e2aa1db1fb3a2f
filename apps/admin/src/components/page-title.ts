import { useEffect } from "react";

const shown: { title: string }[] = [];

/** Names the browser's tab while the page is shown. Where one is opened beside another, the later names it. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const own = { title };
    shown.push(own);
    tellTab();
    return () => {
      shown.splice(shown.indexOf(own), 1);
      tellTab();
    };
  }, [title]);
}

function tellTab(): void {
  const page = shown.at(-1);
  document.title = page === undefined ? "Signalbox" : `${page.title} · Signalbox`;
}
