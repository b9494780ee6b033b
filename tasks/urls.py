"""Pages of tasks."""

urlpatterns = []
