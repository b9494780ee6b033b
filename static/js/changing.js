// The kind of a request is a link that loads its form; here the form is put in place at once and what was typed stays.
"use strict";
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element && event.target.closest("[data-kinds] a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const here = document.getElementById("mau");
  const typed = [...here.querySelectorAll("textarea, input[type=text], input:not([type])")].map((each) => [each.name, each.value]);
  try {
    const answer = await fetch(link.href, {credentials: "same-origin"});
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("mau");
    if (!answer.ok || !fresh) throw new Error("no form");
    for (const [name, value] of typed) {
      const field = name && fresh.querySelector(`[name="${CSS.escape(name)}"]`);
      if (field && value && !field.value && !field.textContent.trim()) field.value = value;
    }
    here.replaceWith(document.adoptNode(fresh));
    history.replaceState(null, "", link.href);
    document.querySelector("#mau form textarea, #mau form input:not([type=hidden]), #mau form select")?.focus();
  } catch {
    location.assign(link.href);
  }
});
