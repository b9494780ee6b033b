"""Choosing what goes on in the next campaign, each with its new due date."""

from django import forms

from cadre.templatetags.vi import ngay


class CarryForm(forms.Form):
    """`chon`: ids of the tasks ticked; `han_<id>`: the new due date of each of the page; only ticked ones are read."""

    submits = forms.BooleanField(label="Gửi thẩm định luôn", required=False)

    def __init__(self, data=None, *, tasks, campaign):
        super().__init__(data)
        self.campaign = campaign
        self.tasks = {str(task.pk): task for task in tasks}
        self.chosen = [key for key in dict.fromkeys(data.getlist("chon")) if key in self.tasks] if data else []
        for key in self.tasks:
            self.fields[f"han_{key}"] = forms.DateField(
                label="Hạn mới",
                required=key in self.chosen,
                initial=campaign.end,
                widget=forms.DateInput(attrs={"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "required": "Ghi hạn mới của việc đã chọn.",
                    "invalid": "Ghi ngày có thật, ví dụ 31/12/2027.",
                },
            )

    def clean(self):
        data, campaign = super().clean(), self.campaign
        for key in self.chosen:
            due = data.get(f"han_{key}")
            if due and not campaign.start <= due <= campaign.end:
                self.add_error(f"han_{key}", f"Hạn mới phải từ {ngay(campaign.start)} đến {ngay(campaign.end)}.")
        for key in self.tasks.keys() - set(self.chosen):  # what was not chosen cannot be wrong
            self.errors.pop(f"han_{key}", None)
        if not self.chosen:
            self.add_error(None, "Chưa chọn việc nào. Đánh dấu việc cần chuyển tiếp rồi bấm lại.")
        return data

    def dues(self):
        return {int(key): self.cleaned_data[f"han_{key}"] for key in self.chosen}
