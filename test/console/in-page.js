// Runs in the browser's pages, for browser.test.ts to ask.

/** What has the focus, as a reader hears it, and whether it can be seen to have it. */
globalThis.focused = () => {
  const element = document.activeElement;
  const names = [element.labels?.[0]?.textContent, element.textContent].filter(Boolean);
  return { name: names.join(' ').trim(), isVisible: getComputedStyle(element).outlineStyle !== 'none' };
};

/** Texts with a contrast below 4.5 (WCAG AA) to what is behind them. */
globalThis.faintTexts = () => {
  const texts = [...document.querySelectorAll('body *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()),
  );
  return texts.filter((element) => contrast(element) < 4.5).map((element) => `${element.tagName}: ${element.textContent.trim()}`);
};

function contrast(element) {
  const [low, high] = [luminance(rgba(getComputedStyle(element).color)), luminance(behind(element))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const rgba = (color) => color.match(/[\d.]+/g).map(Number);

function behind(element) {
  if (!element) return [255, 255, 255];
  const color = rgba(getComputedStyle(element).backgroundColor);
  return color.length < 4 || color[3] === 1 ? color : behind(element.parentElement);
}

function luminance(color) {
  const linear = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = color.slice(0, 3).map((value) => linear(value / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
