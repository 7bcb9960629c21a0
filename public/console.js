// What the console's pages do besides, where scripts run: times in the reader's own time zone, countdowns, and a page that keeps
// up with what happens. Without it everything works, with times in UTC.
const language = document.documentElement.lang;
/** As the reader writes dates, within the language of the page. */
const locale = navigator.languages.find((tag) => tag.split('-')[0] === language.split('-')[0]) ?? language;
const absolute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'long' });
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

function showTimes() {
  for (const time of document.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    time.title = time.dateTime;
    if (!('relative' in time.dataset)) {
      time.textContent = absolute.format(at);
      continue;
    }
    const seconds = Math.max(0, Math.round((at.getTime() - Date.now()) / 1000));
    const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
    time.textContent = relative.format(Math.round(seconds / size), unit);
  }
}

/** Not while somebody is writing a reason, or has opened or closed something. */
const isInUse = (live) =>
  live.contains(document.activeElement) ||
  [...live.querySelectorAll('textarea, input')].some((field) => field.value !== field.defaultValue);

let shownAt = new Date();

/** Says that the page is of a while ago, once, and why. */
function sayStale(why) {
  const line = document.getElementById('stale');
  const words = `${line?.dataset[why] ?? ''}${absolute.format(shownAt)}`;
  if (line && line.textContent !== words) line.textContent = words;
}

async function refresh(live) {
  if (document.hidden || isInUse(live)) return;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' }, signal: AbortSignal.timeout(10_000) });
  if (answer.redirected) return sayStale('signedOut');
  if (!answer.ok) return sayStale('away');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  if (!fresh || isInUse(live)) return;
  for (const opened of live.querySelectorAll('details[open][id]'))
    fresh.querySelector(`#${CSS.escape(opened.id)}`)?.setAttribute('open', '');
  live.replaceChildren(...fresh.childNodes);
  shownAt = new Date();
  document.getElementById('stale')?.replaceChildren();
  showTimes();
}

document.getElementById('zone')?.replaceChildren(absolute.resolvedOptions().timeZone);
showTimes();
setInterval(showTimes, 1_000);

const live = document.getElementById('live');
const seconds = Number(live?.dataset.refreshSeconds ?? 0);
if (live && seconds > 0) {
  // An API that does not answer now may answer at the next look.
  setInterval(() => refresh(live).catch(() => sayStale('away')), seconds * 1_000);
}
