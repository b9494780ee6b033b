// A file that is too large is told before it is sent: the server would refuse it only after the first bytes.
"use strict";
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.dataset.most) return;
  const most = Number(input.dataset.most);
  const wrong = [...input.files].find((file) => file.size > most || file.size === 0);
  const mega = (bytes) => Math.ceil(bytes / 1e6).toLocaleString("vi-VN");
  const words = !wrong ? "" : wrong.size === 0
    ? `Tệp ${wrong.name} trống (0 byte). Mở lại tệp gốc, lưu, rồi chọn lại.`
    : `Tệp ${wrong.name} nặng ${mega(wrong.size)} MB, nhiều nhất được ${mega(most)} MB. Nén hoặc tách tệp.`;
  const id = `${input.id}_qua_lon`;
  document.getElementById(id)?.remove();
  if (!words) return;
  const message = document.createElement("p");
  message.id = id;
  message.className = "msg";
  message.setAttribute("role", "alert");
  message.textContent = words;
  input.before(message);
  input.value = "";
});
