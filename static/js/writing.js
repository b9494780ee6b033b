// Soạn việc: rows without a round trip, drafts kept every few seconds, remarks after a pause. All of it works without.
"use strict";
(() => {
  const form = document.getElementById("soan");
  if (!form) return;
  document.body.classList.add("scripted");
  const status = form.querySelector("[data-status]");
  const findings = document.querySelector("[data-findings]");
  const spare = `soan:${location.pathname}`;
  const KEEP_AFTER = 3000, CHECK_AFTER = 1500, AGAIN_AFTER = 8000, PATIENCE = 15000;
  let changed = false, leaving = false, keeping = null, keepTimer = 0, checkTimer = 0, checking = null;

  const say = (words) => { if (status.textContent !== words) status.textContent = words; };
  const later = (milliseconds) => { clearTimeout(keepTimer); keepTimer = setTimeout(keep, milliseconds); };
  const touched = () => {
    changed = true;
    later(KEEP_AFTER);
    clearTimeout(checkTimer);
    checkTimer = setTimeout(check, CHECK_AFTER);
  };

  const remember = () => {
    const kept = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    try { sessionStorage.setItem(spare, JSON.stringify(kept)); } catch { /* no room: the page itself still holds it */ }
  };
  const forget = () => { try { sessionStorage.removeItem(spare); } catch { /* nothing was kept */ } };

  async function keep() {
    if (!changed || leaving || keeping) return;
    changed = false;
    keeping = new AbortController();
    const patience = setTimeout(() => keeping?.abort(), PATIENCE);
    try {
      const answer = await fetch(form.dataset.keep, {method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual", signal: keeping.signal});
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        changed = true;
        remember();
        say("Chưa giữ được: phiên làm việc đã hết. Đăng nhập ở thẻ khác rồi gõ tiếp ở đây. Vẫn giữ trong máy này");
      } else if (answer.ok || answer.status < 500) {
        say((await answer.json()).words);
        if (answer.ok) forget();
      } else {
        throw new Error("server");
      }
    } catch {
      if (leaving) return;
      changed = true;
      remember();
      say("Chưa giữ được: mất kết nối. Vẫn giữ trong máy này");
      later(AGAIN_AFTER);
    } finally {
      clearTimeout(patience);
      keeping = null;
      if (changed && !leaving) later(AGAIN_AFTER);
    }
  }

  async function check() {
    checking?.abort();
    const mine = checking = new AbortController();
    try {
      const answer = await fetch(form.dataset.check, {method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual", signal: mine.signal});
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      findings.replaceChildren(...page.body.childNodes);
    } catch { /* the remarks of before stay */ }
  }

  // ---- rows
  const rowsOf = (kind) => form.querySelector(`[data-rows="${kind}"]`);
  const renumber = (kind) => rowsOf(kind).querySelectorAll("[data-row]").forEach((row, at) => {
    row.querySelectorAll("[data-number]").forEach((place) => { place.textContent = String(at + 1); });
  });
  const next = (kind) => 1 + Math.max(-1, ...[...rowsOf(kind).querySelectorAll(`[name^="${kind}-"]`)].map((field) => Number(field.name.split("-")[1])));

  function add(kind) {
    const rows = rowsOf(kind);
    if (rows.children.length >= Number(form.dataset.most)) return false;
    const holder = document.createElement("template");
    holder.innerHTML = document.querySelector(`[data-pattern="${kind}"]`).innerHTML.replaceAll("__so__", String(next(kind)));
    rows.append(holder.content);
    renumber(kind);
    rows.lastElementChild.querySelector("input, textarea").focus();
    touched();
    return true;
  }
  function drop(button) {
    const row = button.closest("[data-row]"), kind = button.value.split("-")[0];
    const near = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    renumber(kind);
    (near?.querySelector("input, textarea") ?? form.querySelector(`button[name="add"][value="${kind}"]`)).focus();
    touched();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.name === "add" && add(button.value)) event.preventDefault();
    if (button?.name === "drop") { event.preventDefault(); drop(button); }
  });
  document.querySelector(`button[form="soan"][value="check"]`).addEventListener("click", (event) => { event.preventDefault(); check(); });

  // ---- typing and leaving
  form.addEventListener("input", (event) => {
    const count = form.querySelector(`[data-count="${event.target.id}"]`);
    if (count) count.textContent = `${[...event.target.value].length.toLocaleString("vi-VN")}/1.000`;
    touched();
  });
  form.addEventListener("change", (event) => {
    if (event.target.value === "done" && event.target.name.endsWith("-comparator")) event.target.closest("[data-row]").querySelector("details").open = true;
    touched();
  });
  form.addEventListener("submit", (event) => {
    if (leaving) { event.preventDefault(); return; }
    leaving = true;
    clearTimeout(keepTimer);
    keeping?.abort();
    remember();
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("online", () => { if (changed) keep(); });
  addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });

  // ---- what was typed when the connection broke and the page was lost
  async function offer() {
    let kept;
    try { kept = JSON.parse(sessionStorage.getItem(spare) ?? "null"); } catch { return; }
    if (!kept) return;
    const was = Object.fromEntries(kept), now = form.elements;
    if (was.form_key === now.form_key.value || was.revision !== now.revision?.value) { forget(); return; }
    const body = new FormData();
    kept.forEach(([name, value]) => body.append(name, value));
    body.append("csrfmiddlewaretoken", now.csrfmiddlewaretoken.value);
    const answer = await fetch(form.dataset.keep, {method: "POST", body, credentials: "same-origin", redirect: "manual"});
    await answer.text();
    if (answer.status === 409) forget();  // it has become a task meanwhile
    if (!answer.ok) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = "Lấy lại những gì đã gõ trước khi trang bị đóng";
    button.addEventListener("click", () => {
      const sent = document.createElement("form");
      sent.method = "post";
      sent.action = form.action;
      const put = (name, value) => { const field = document.createElement("textarea"); field.name = name; field.value = value; sent.append(field); };
      put("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      kept.filter(([name]) => !["step", "add", "drop", "overwrite"].includes(name)).forEach(([name, value]) => put(name, value));
      put("step", "keep");
      sent.hidden = true;
      document.body.append(sent);
      forget();
      leaving = true;
      sent.submit();
    });
    form.prepend(button);
  }
  offer().catch(() => {});
  document.querySelector(".errsum")?.focus();
  if (!findings.querySelector(".checks") && form.elements.title.value) check();
})();
